// While somebody writes a letter: saves what they typed, and shows what the gate finds in it, a moment after they stop.
// The page works without this: words are then saved, and findings shown, by the button.

const PAUSE = 1500
const AT_MOST = 10 * 1000
const TRY_AGAIN = 15 * 1000

const SIGNED_OUT = 'Your sign-in has ended, so nothing was saved since. Your words stay on this page: leave it open, ' +
  'sign in again in another tab, and come back. They are then saved by themselves.'
const NO_CONNECTION = 'Not saved: the service does not answer. Your words stay on this page, and saving is tried again.'

const form = document.getElementById('write-letter')
const state = document.getElementById('save-state')
const count = document.getElementById('findings-count')

let timer
let typedSince = 0
let saving = null
let isLeaving = false
let isSignedOut = false
let isRefused = false

function isOfTheLetter (box) {
  return box.tagName === 'TEXTAREA' && box.closest('.vcs-part') !== null && !box.name.startsWith('keep-')
}

function say (words) {
  if (state.textContent !== words) {
    state.textContent = words
  }
}

function schedule (wait) {
  window.clearTimeout(timer)
  timer = window.setTimeout(save, wait)
}

// Findings are shown anew without touching what has the focus or holds a reason that is being written.
function isInUse (place) {
  return place.contains(document.activeElement) ||
    [...place.querySelectorAll('input, textarea')].some((box) => box.value !== box.defaultValue)
}

function showFindings (answer) {
  for (const part of answer.querySelectorAll('template[data-for]')) {
    const place = document.getElementById(part.dataset.for)
    if (place && !isInUse(place) && place.dataset.shown !== part.innerHTML) {
      place.replaceChildren(part.content.cloneNode(true))
      place.dataset.shown = part.innerHTML
    }
  }
  if (count.textContent !== answer.dataset.count) {
    count.textContent = answer.dataset.count
  }
}

// Signing in again changes the token that the form carries; a fresh page holds the new one.
async function freshToken () {
  const response = await window.fetch(window.location.pathname, { redirect: 'manual' })
  if (!response.ok) {
    return false
  }
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  const token = page.querySelector('[name="csrfmiddlewaretoken"]')
  if (!token) {
    return false
  }
  for (const box of document.querySelectorAll('[name="csrfmiddlewaretoken"]')) {
    box.value = token.value
  }
  return true
}

async function send (keepalive) {
  if (isSignedOut && !(await freshToken())) {
    return
  }
  isSignedOut = false
  const began = typedSince
  const words = new FormData(form)
  words.delete('settled')
  words.set('answer', 'autosave')
  const response = await window.fetch(window.location.pathname, {
    method: 'POST', body: words, redirect: 'manual', keepalive
  })
  if (response.type === 'opaqueredirect' || response.status === 401 || response.status === 403) {
    isSignedOut = true
    say(SIGNED_OUT)
    return
  }
  document.dispatchEvent(new Event('vcs:heard'))
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  const answer = page.querySelector('[data-saved], [data-problem]')
  if (!answer) {
    say(NO_CONNECTION)
    schedule(TRY_AGAIN)
    return
  }
  if (answer.dataset.problem) {
    // Somebody else has the letter: saving again by itself would not help them or us.
    isRefused = response.status === 409
    say(answer.dataset.problem)
    return
  }
  form.elements.seen_written_at.value = answer.dataset.seen
  if (typedSince === began) {
    typedSince = 0
  }
  say(answer.dataset.saved)
  showFindings(answer)
}

async function save (keepalive = false) {
  window.clearTimeout(timer)
  if (saving || !typedSince || isLeaving || isRefused) {
    return
  }
  saving = send(keepalive === true).catch(() => {
    say(NO_CONNECTION)
    schedule(TRY_AGAIN)
  })
  await saving
  saving = null
  if (typedSince && !isSignedOut && !isRefused) {
    schedule(PAUSE)
  }
}

form.addEventListener('input', (event) => {
  if (!isOfTheLetter(event.target)) {
    return
  }
  const now = Date.now()
  typedSince = typedSince || now
  schedule(now - typedSince > AT_MOST ? 0 : PAUSE)
})

form.addEventListener('submit', async (event) => {
  window.clearTimeout(timer)
  if (!saving && !isSignedOut) {
    isLeaving = true
    return
  }
  // A save on its way settles first, so that the page does not come into conflict with itself.
  event.preventDefault()
  const button = event.submitter
  await saving
  if (isSignedOut && !(await freshToken().catch(() => false))) {
    say(SIGNED_OUT)
    return
  }
  isSignedOut = false
  isLeaving = true
  form.requestSubmit(button)
})

// Leaving by a link, by the back button or by closing: what was typed last is saved on the way out.
window.addEventListener('pagehide', () => save(true))
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') {
    save(true)
  } else if (isSignedOut && typedSince) {
    schedule(0)
  }
})
window.addEventListener('beforeunload', (event) => {
  if (typedSince && !isLeaving && (isSignedOut || isRefused)) {
    event.preventDefault()
  }
})
