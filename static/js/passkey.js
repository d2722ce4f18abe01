// Unlocking this device instead of typing six digits. Where a browser cannot, or scripts do not run, nothing of it shows:
// the pages then offer the digits only.

const canUnlock = 'PublicKeyCredential' in window && 'credentials' in navigator

function toBytes (text) {
  const filled = text.replace(/-/g, '+').replace(/_/g, '/')
  return Uint8Array.from(window.atob(filled), (sign) => sign.charCodeAt(0))
}

function toText (bytes) {
  const signs = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('')
  return window.btoa(signs).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

async function added (asked) {
  asked.challenge = toBytes(asked.challenge)
  asked.user.id = toBytes(asked.user.id)
  const made = await navigator.credentials.create({ publicKey: asked })
  return {
    id: made.id,
    rawId: toText(made.rawId),
    type: made.type,
    response: {
      clientDataJSON: toText(made.response.clientDataJSON),
      attestationObject: toText(made.response.attestationObject)
    }
  }
}

async function unlocked (asked) {
  asked.challenge = toBytes(asked.challenge)
  const made = await navigator.credentials.get({ publicKey: asked })
  return {
    id: made.id,
    rawId: toText(made.rawId),
    type: made.type,
    response: {
      clientDataJSON: toText(made.response.clientDataJSON),
      authenticatorData: toText(made.response.authenticatorData),
      signature: toText(made.response.signature),
      ...(made.response.userHandle ? { userHandle: toText(made.response.userHandle) } : {})
    }
  }
}

async function answer (form) {
  const asked = JSON.parse(form.dataset.asked).publicKey
  const problem = form.querySelector('[data-problem]')
  problem.hidden = true
  try {
    const given = form.dataset.passkey === 'add' ? await added(asked) : await unlocked(asked)
    form.querySelector('[data-answer]').value = JSON.stringify(given)
    form.submit()
  } catch {
    // They stopped, or the device has nothing for these pages.
    problem.hidden = false
    problem.focus()
  }
}

if (canUnlock) {
  for (const part of document.querySelectorAll('[data-needs-passkey]')) {
    part.hidden = false
  }
  for (const part of document.querySelectorAll('[data-without-passkey]')) {
    part.hidden = true
  }
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      answer(form)
    })
  }
}
