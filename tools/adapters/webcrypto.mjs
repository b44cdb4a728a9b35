// SPDX-License-Identifier: MIT
// Node's WebCrypto: importKey, and a signature when the key is for it.
import { algorithmOf, serve, signs, Unsupported } from './lines.mjs'

const { subtle } = globalThis.crypto
const hash = (alg) => ({ 256: 'SHA-256', 384: 'SHA-384', 512: 'SHA-512' })[alg.slice(-3)] ?? 'SHA-1'

function algorithm(key) {
  const alg = algorithmOf(key)
  if (key.kty === 'EC')
    return { name: alg.startsWith('ECDH') ? 'ECDH' : 'ECDSA', namedCurve: key.crv, hash: hash(alg) }
  if (key.kty === 'OKP') return { name: key.crv }
  if (key.kty === 'oct')
    if (/CBC-HS|GCMKW|^dir$/.test(alg)) throw new Unsupported(`no ${alg} here`)
  if (key.kty === 'oct')
    return /^A.*GCM/.test(alg) ? { name: 'AES-GCM' } : /KW$/.test(alg) ? { name: 'AES-KW' }
      : { name: 'HMAC', hash: hash(alg) }
  const name = alg.startsWith('PS') ? 'RSA-PSS' : alg.startsWith('RSA-OAEP') ? 'RSA-OAEP' : 'RSASSA-PKCS1-v1_5'
  return { name, hash: hash(alg), saltLength: 32 }
}

function usages(how, isPrivate) {
  if (/^(ECDH|X)/.test(how.name)) return isPrivate ? ['deriveBits', 'deriveKey'] : []
  if (how.name === 'AES-KW') return ['wrapKey', 'unwrapKey']
  if (how.name === 'AES-GCM') return ['encrypt', 'decrypt']
  if (how.name === 'RSA-OAEP') return isPrivate ? ['decrypt', 'unwrapKey'] : ['encrypt', 'wrapKey']
  return how.name === 'HMAC' ? ['sign', 'verify'] : isPrivate ? ['sign'] : ['verify']
}

async function judge(key) {
  if (typeof key !== 'object' || key === null || typeof key.kty !== 'string') throw new Error('no key')
  const how = algorithm(key)
  const held = await subtle.importKey('jwk', key, how, true, Array.isArray(key.key_ops)
    ? key.key_ops.filter((op) => usages(how, 'd' in key).includes(op))
    : usages(how, 'd' in key))
  if (!signs(key)) return
  const signature = await subtle.sign(how, held, Buffer.from('key'))
  const { kty, crv, n, e, x, y } = key
  const other = kty === 'oct' ? held : await subtle.importKey('jwk', { kty, crv, n, e, x, y }, how, true, ['verify'])
  if (!held.usages.includes('verify') && kty === 'oct') return
  if (!(await subtle.verify(how, other, signature, Buffer.from('key')))) throw new Error('signs what it does not verify')
}

await serve('Node-WebCrypto', process.version.slice(1), 'rsa,rsa-large,ec,ec-p256,ec-p384,ec-p521,okp,' +
  'okp-ed25519,okp-x25519,okp-ed448,okp-x448,oct,private', judge)
