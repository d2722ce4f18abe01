// Pages of somebody who is signed in: warn before the page closes by itself, and never show a page kept by the browser.
// Everything works without this; the page then closes without a warning, and says at its foot that it will.

const CLOSES_AFTER = 15 * 60 * 1000
const WARNS_BEFORE = 2 * 60 * 1000

// Going back after leaving must show nothing: a page that comes from the browser's memory is asked for again.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) {
    window.location.reload()
  }
})

// The words stand in the page, in its language.
function warn () {
  const region = document.getElementById('closing-soon').content.firstElementChild.cloneNode(true)
  region.querySelector('button').addEventListener('click', () => window.location.reload())
  const main = document.getElementById('main-content')
  main.prepend(region)
}

window.setTimeout(warn, CLOSES_AFTER - WARNS_BEFORE)
