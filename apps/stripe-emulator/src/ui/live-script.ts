/**
 * The page's only script: once a second it fetches the page again and changes what has changed, in place, so that what
 * is open stays open and what has the focus keeps it. It also sends the forms, without leaving the page.
 */
export const LIVE_SCRIPT = String.raw`'use strict';

const EVERY_MS = 1000;
const NOTICE_MS = 8000;
let clearing;

function show(text, withNotice) {
  const next = new DOMParser().parseFromString(text, 'text/html');
  const ids = (page) => [...page.querySelectorAll('[data-live]')].map(({ id }) => id).join();
  if (ids(document) !== ids(next)) {
    document.querySelector('main').replaceWith(next.querySelector('main'));
  }
  for (const part of document.querySelectorAll('[data-live]')) {
    if (part.id !== 'notice' || withNotice) become(part, next.getElementById(part.id));
  }
}

/** Makes a node like another one, and keeps it where it can. */
function become(node, next) {
  if (node.isEqualNode(next)) return;
  if (node.nodeName !== next.nodeName || node.id !== next.id) {
    node.replaceWith(next.cloneNode(true));
  } else if (node.nodeType === Node.TEXT_NODE) {
    node.data = next.data;
  } else if (node.nodeType === Node.ELEMENT_NODE) {
    takeAttributes(node, next);
    takeChildren(node, next);
  }
}

function takeAttributes(node, next) {
  for (const { name, value } of next.attributes) {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
  for (const { name } of [...node.attributes]) {
    // Whoever opened it may close it.
    if (!next.hasAttribute(name) && !(name === 'open' && node.tagName === 'DETAILS')) node.removeAttribute(name);
  }
}

function takeChildren(node, next) {
  const named = new Map([...node.children].filter(({ id }) => id !== '').map((child) => [child.id, child]));
  [...next.childNodes].forEach((wanted, at) => {
    const here = node.childNodes[at] ?? null;
    const known = wanted.id ? named.get(wanted.id) : undefined;
    if (known !== undefined) {
      if (known !== here) node.insertBefore(known, here);
      become(known, wanted);
    } else if (here === null || here.id || wanted.id) {
      node.insertBefore(wanted.cloneNode(true), here);
    } else {
      become(here, wanted);
    }
  });
  while (node.childNodes.length > next.childNodes.length) node.lastChild.remove();
}

async function load(address, options) {
  const stale = document.getElementById('stale');
  try {
    const answer = await fetch(address, options);
    show(await answer.text(), options !== undefined);
    stale.hidden = true;
  } catch {
    stale.hidden = false;
  }
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  event.preventDefault();
  const button = event.submitter;
  if (button) button.disabled = true;
  await load(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
  if (button) button.disabled = false;
  clearTimeout(clearing);
  clearing = setTimeout(() => document.getElementById('notice').replaceChildren(), NOTICE_MS);
});

async function refresh() {
  if (!document.hidden) await load(location.href);
  setTimeout(refresh, EVERY_MS);
}

setTimeout(refresh, EVERY_MS);
`;
