// Staff pages: says that the sign-in is about to end, lets it be kept by one button, and covers the page once it is over.
// Works across tabs: what one tab did counts for all. Without this the server still ends the sign-in and loses no words.

const KEY = 'vcs-heard-at'
const WARNS_BEFORE = 120
const LOOKS_EVERY = 5 * 1000

const dialog = document.getElementById('session-ends')
const heading = dialog.querySelector('h2')
const words = dialog.querySelector('[role="status"]')
const button = dialog.querySelector('button')
const leave = dialog.querySelector('a')
const idle = Number(dialog.dataset.idle)
const latest = Date.now() + Number(dialog.dataset.left) * 1000
const title = document.title
let isOver = false

function heard () {
  window.localStorage.setItem(KEY, String(Date.now()))
}

function secondsLeft () {
  const at = Number(window.localStorage.getItem(KEY)) || Date.now()
  return Math.round((Math.min(at + idle * 1000, latest) - Date.now()) / 1000)
}

function say (left) {
  const isTheDayOver = latest - Date.now() <= left * 1000
  const text = isTheDayOver ? dialog.dataset.day : left > 60 ? dialog.dataset.soon : dialog.dataset.sooner
  // Nothing that anybody does keeps a sign-in beyond its day.
  button.hidden = isTheDayOver
  if (words.textContent !== text) {
    words.textContent = text
  }
}

function cover () {
  isOver = true
  document.title = dialog.dataset.overTitle
  heading.textContent = dialog.dataset.overTitle
  words.textContent = dialog.dataset.over
  button.textContent = dialog.dataset.overButton
  button.hidden = false
  leave.textContent = dialog.dataset.overLink
  leave.href = dialog.dataset.signIn
  leave.target = '_blank'
  dialog.classList.add('vcs-session--over')
}

function look () {
  const left = secondsLeft()
  if (left > WARNS_BEFORE) {
    // Another tab was used, or this one kept the sign-in.
    if (dialog.open && !isOver) {
      dialog.close()
    }
    return
  }
  if (!dialog.open) {
    dialog.showModal()
  }
  if (!isOver) {
    if (left > 0) {
      say(left)
    } else {
      cover()
    }
  }
}

// Asks the server, which keeps the sign-in by being asked; says what is so where it does not.
async function stay () {
  const response = await window.fetch(dialog.dataset.stay, { redirect: 'manual' }).catch(() => null)
  if (response === null) {
    words.textContent = dialog.dataset.noAnswer
    return
  }
  if (response.status !== 204) {
    cover()
    words.textContent = dialog.dataset.still
    return
  }
  isOver = false
  heard()
  // Signed in anew, the page is under a new session whose hours it does not know: a reload would cost typed words.
  document.title = title
  dialog.close()
}

heard()
document.addEventListener('vcs:heard', heard)
button.addEventListener('click', stay)
dialog.addEventListener('cancel', (event) => {
  event.preventDefault()
  if (!isOver) {
    stay()
  }
})
window.setInterval(look, LOOKS_EVERY)
document.addEventListener('visibilitychange', look)
