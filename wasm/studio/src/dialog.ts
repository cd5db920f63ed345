// Windows over the page: the browser keeps the focus in them and closes them with Escape.

import { button, h, type Child } from "./dom";
import { t } from "./texts";

/** What has the focus, in the editor too. */
function focused(): Element | null {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  return found;
}

/** Shows something until it is closed; the focus goes back to where it was. */
export function show(title: string, ...children: Child[]): HTMLDialogElement {
  const back = focused();
  const heading = h("h2", { id: "dialog-title" }, title);
  const dialog = h("dialog", { "aria-labelledby": "dialog-title", onclick: (event: MouseEvent) => event.target === dialog && dialog.close() }, h("div", { class: "dialog-body" }, h("header", {}, heading, button(t("close"), () => dialog.close(), { class: "quiet" })), children));
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (back instanceof HTMLElement && document.activeElement === document.body) back.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Asks for one line of text. */
export function ask(title: string, label: string, value: string, accept: (value: string) => string | undefined): void {
  const input = h("input", { id: "dialog-input", value, autocomplete: "off", spellcheck: "false", "aria-describedby": "dialog-wrong" });
  const wrong = h("p", { id: "dialog-wrong", class: "wrong", role: "alert" });
  const submit = (event: Event) => {
    event.preventDefault();
    const complaint = accept(input.value.trim());
    if (complaint === undefined) dialog.close();
    else wrong.textContent = complaint;
  };
  const dialog = show(title, h("form", { class: "ask", onsubmit: submit }, h("label", { for: "dialog-input" }, label), input, wrong, h("div", { class: "row" }, h("button", { type: "submit", class: "main" }, t("ok")), button(t("cancel"), () => dialog.close()))));
  input.focus();
  input.select();
}

const live = h("p", { class: "toast", role: "status", "aria-live": "polite" });
let timer: number | undefined;

/** Says something in passing, also to those who listen. */
export function say(text: string): void {
  if (!live.isConnected) document.body.append(live);
  live.textContent = text;
  clearTimeout(timer);
  timer = window.setTimeout(() => (live.textContent = ""), 6000);
}

const whisper = h("p", { class: "hidden", "aria-live": "polite" });

/** Says something only to those who listen; others see it happen. */
export function announce(text: string): void {
  if (!whisper.isConnected) document.body.append(whisper);
  whisper.textContent = text;
}
