// SPDX-License-Identifier: MIT
// What the adapters in JavaScript have in common: the lines of docs/corpus.md, and what a key says
// of its use.
import readline from 'node:readline'

// Thrown for what the implementation does not claim to do.
export class Unsupported extends Error {}

export const curves = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' }

// The algorithm that the key names, or one of its type.
export function algorithmOf(key) {
  const does = (word) => Array.isArray(key.key_ops) && key.key_ops.some((op) => String(op).includes(word))
  if (typeof key.alg === 'string') return key.alg
  if (key.kty === 'RSA') return key.use === 'enc' || does('rap') || does('crypt') ? 'RSA-OAEP' : 'RS256'
  if (key.kty === 'EC' && (key.use === 'enc' || does('derive'))) return 'ECDH-ES'
  if (key.kty === 'OKP') return String(key.crv).startsWith('Ed') ? 'EdDSA' : 'ECDH-ES'
  return key.kty === 'EC' ? (curves[key.crv] ?? 'ES256') : 'HS256'
}

// Whether a signature is to be tried: see c/adapter.h.
export function signs(key) {
  if (key.use === 'enc' || (Array.isArray(key.key_ops) && !key.key_ops.includes('sign'))) return false
  if (key.kty === 'oct') return typeof key.alg === 'string' && key.alg.startsWith('HS')
  return 'd' in key && /^([REP]S|EdDSA)/.test(algorithmOf(key))
}

// judge(key) throws when there is no key.
export async function serve(name, version, features, judge) {
  console.log(`hello kvjwk-corpus/1 ${name} ${version} layers=jwk,jwa,material features=${features}`)
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [id, profile, text] = line.split(' ')
    if (!['jwk', 'jwa', 'material'].includes(profile.split(':')[0])) {
      console.log(`${id} skip no such layer`)
      continue
    }
    try {
      const octets = Buffer.from(text === '-' ? '' : text, 'base64url')
      await judge(JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets)))
      console.log(`${id} accept`)
    } catch (e) {
      console.log(`${id} ${e instanceof Unsupported ? 'skip' : 'reject'} ${String(e?.message ?? e).replace(/\s+/g, ' ').slice(0, 80)}`)
    }
  }
}
