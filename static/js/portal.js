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

function warn () {
  const region = document.createElement('div')
  region.className = 'govuk-inset-text'
  region.setAttribute('role', 'alert')

  const words = document.createElement('p')
  words.className = 'govuk-body'
  words.textContent = 'For your safety this page closes in two minutes.'

  const stay = document.createElement('button')
  stay.type = 'button'
  stay.className = 'govuk-button govuk-button--secondary govuk-!-margin-bottom-0'
  stay.textContent = 'Stay on this page'
  stay.addEventListener('click', () => window.location.reload())

  region.append(words, stay)
  const main = document.getElementById('main-content')
  main.prepend(region)
}

window.setTimeout(warn, CLOSES_AFTER - WARNS_BEFORE)
