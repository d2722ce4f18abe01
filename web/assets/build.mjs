/**
 * Build the self-hosted front-end assets into static/vendor/ from the packages that package-lock.json pins.
 *
 * `npm run build` is the only way these files come into being, so the lock file is the truth about what is served.
 * A stylesheet gets exactly the files it names, copied beside it; one that names a file we do not have, or another
 * host, stops the build. One folder per brand: the typeface and marks of GOV.UK are served on a gov.uk domain only.
 */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import * as sass from 'sass'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const modules = join(root, 'node_modules')
const target = join(root, 'static', 'vendor')
const govuk = join(modules, 'govuk-frontend', 'dist', 'govuk')
const font = join(modules, '@fontsource', 'source-sans-3')

/** Where a file that a stylesheet names may come from, in order. */
const sources = {
  images: [join(govuk, 'assets', 'images'), join(modules, '@ministryofjustice', 'frontend', 'moj', 'assets', 'images')],
  fonts: [join(font, 'files'), join(govuk, 'assets', 'fonts')]
}

/** Compile the stylesheet of one brand and lay beside it the files it names. */
function brand(name) {
  const compiled = sass.compile(join(root, 'web', 'assets', 'scss', `${name}.scss`), {
    loadPaths: [root],
    style: 'compressed',
    logger: {
      // Warnings from inside the vendored packages are theirs; one of ours stops the build.
      warn(message, { stack }) {
        if (!stack?.includes('node_modules')) throw new Error(message)
      }
    }
  })
  // The crest in the footer is a mark of the Crown's own domain.
  const css = name === 'govuk' ? compiled.css : compiled.css.replace(/url\("?[^")]*govuk-crest\.svg"?\)/g, 'none')
  for (const [, reference] of css.matchAll(/url\(["']?([^"')]+)["']?\)/g)) {
    if (reference.startsWith('data:')) continue
    const [, folder, file] = reference.match(/^\.\/(images|fonts)\/([\w.-]+)$/) ?? []
    const from = (sources[folder] ?? []).map((place) => join(place, file)).find(existsSync)
    if (!from) throw new Error(`${name}.scss names ${reference}, which none of our packages has`)
    cpSync(from, join(target, name, folder, file))
  }
  mkdirSync(join(target, name), { recursive: true })
  writeFileSync(join(target, name, 'style.css'), css)
}

rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
brand('service')
brand('govuk')
for (const icon of ['favicon.svg', 'favicon.ico']) {
  cpSync(join(govuk, 'assets', 'images', icon), join(target, 'govuk', 'images', icon))
}
// Source maps are not served, so the pointer to one would be a broken link.
const script = readFileSync(join(govuk, 'govuk-frontend.min.js'), 'utf8')
writeFileSync(join(target, 'govuk-frontend.min.js'), script.replace(/\n?\/\/# sourceMappingURL=.*$/m, ''))
cpSync(join(font, 'LICENSE'), join(target, 'service', 'fonts', 'LICENSE'))

// What was built from which lock: whoever starts the service compares this to decide whether to build again.
const digest = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex')
writeFileSync(join(target, 'BUILT_FROM'), `${digest}\n`)
