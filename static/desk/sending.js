// What a page of the editors' area sends: one thing at a time, again until it is there.
(() => {
  const hocso = (window.hocso = window.hocso || {});

  // The server will not have it; its words are for the author.
  class Refused extends Error {
    constructor(answer, status) {
      super(answer.message || "");
      Object.assign(this, { answer, status });
    }
  }

  // Nobody is signed in any more: the answer is a page to sign in, or a closed door.
  class SignedOut extends Error {}

  async function ask(address, body, token) {
    const headers = { "X-CSRFToken": token, Accept: "application/json" };
    const options = body === undefined ? {} : { method: "POST", body };
    const answer = await fetch(address, { ...options, headers, redirect: "manual" });
    const isJson = (answer.headers.get("Content-Type") || "").includes("json");
    if (answer.type === "opaqueredirect" || answer.status === 403) throw new SignedOut();
    if (!isJson) throw new TypeError(`${answer.status}`);
    const told = await answer.json();
    if (!answer.ok) throw new Refused(told, answer.status);
    return told;
  }

  // The key of whoever is signed in now: signing in anew in another window changes it.
  function freshToken(known) {
    const [, found] = /(?:^|;\s*)[\w-]*csrftoken=([^;]+)/.exec(document.cookie) || [];
    return found || known;
  }

  // A large file, with how much of it has gone.
  function upload(address, body, token, went) {
    return new Promise((done, failed) => {
      const request = new XMLHttpRequest();
      request.open("POST", address);
      request.setRequestHeader("X-CSRFToken", freshToken(token));
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", ({ loaded, total }) => went(total ? loaded / total : 0));
      request.addEventListener("load", () => {
        const isJson = (request.getResponseHeader("Content-Type") || "").includes("json");
        const isElsewhere = request.responseURL && new URL(request.responseURL).pathname !== address;
        if (isElsewhere || request.status === 403) return failed(new SignedOut());
        if (!isJson) return failed(new TypeError(`${request.status}`));
        const told = JSON.parse(request.responseText);
        if (request.status >= 400) return failed(new Refused(told, request.status));
        return done(told);
      });
      for (const name of ["error", "abort", "timeout"]) {
        request.addEventListener(name, () => failed(new TypeError(name)));
      }
      request.send(body);
    });
  }

  // A line in which each waits for the one before, whatever became of that.
  function line() {
    let last = Promise.resolve();
    return (job) => {
      const mine = last.then(job, job);
      last = mine.catch(() => {});
      return mine;
    };
  }

  Object.assign(hocso, { Refused, SignedOut, ask, freshToken, line, upload });
})();
