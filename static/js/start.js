// Starts the design system's components on the page. Every page works without this.
import { initAll } from '../vendor/govuk-frontend.min.js'

initAll()
