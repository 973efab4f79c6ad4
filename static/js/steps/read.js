// A step to read: looking at it is doing it.

export const readStep = { doneByOpening: true, start() {} };
