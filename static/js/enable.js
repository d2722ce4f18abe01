// Says, before anything is drawn, that scripts run: the design system then shows what needs them.
document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) document.body.classList.add('govuk-frontend-supported')
