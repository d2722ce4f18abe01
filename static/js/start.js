// Starts the design system's components on the page. Every page works without this.
// The import ends in a semicolon: without it, collecting the files would not give the module its lasting name.
import { initAll } from '../vendor/govuk-frontend.min.js';

initAll()
