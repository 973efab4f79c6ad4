// Counts down to the next message or call, and fills the code in where the browser reads it (WebOTP).
// The page works the same without: the button may be pressed, the code typed.

function countDown(button) {
  const label = button.querySelector("span");
  const end = Date.now() + Number(button.dataset.wait) * 1000;
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    button.disabled = left > 0;
    label.textContent = left > 0 ? label.dataset.saidIn.replace("{n}", left) : label.dataset.said;
    if (left > 0) setTimeout(tick, 500);
  };
  tick();
}

function readMessage(form) {
  if (!("OTPCredential" in window)) return;
  const stop = new AbortController();
  form.addEventListener("submit", () => stop.abort());
  navigator.credentials
    .get({ otp: { transport: ["sms"] }, signal: stop.signal })
    .then((message) => {
      form.querySelector("input[name=code]").value = message.code;
      form.submit();
    })
    .catch(() => {
      // Refused, or nothing came: the code is typed by hand.
    });
}

for (const button of document.querySelectorAll("[data-wait]")) countDown(button);
const form = document.querySelector("[data-code]");
if (form) readMessage(form);
