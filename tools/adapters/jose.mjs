// SPDX-License-Identifier: MIT
// The npm package jose: importJWK, and a signature when the key is for it. It is looked for below
// the folder that $KVJWK_NODE_MODULES names (tools/adapters/package.json).
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { algorithmOf, serve, signs } from './lines.mjs'

const folder = path.resolve(process.env.KVJWK_NODE_MODULES ?? 'node_modules')
const require = createRequire(path.join(folder, 'x.js'))
const { version } = require(path.join(folder, 'jose/package.json'))
const { importJWK, calculateJwkThumbprint, CompactSign, compactVerify } = await import(
  pathToFileURL(require.resolve(path.join(folder, 'jose'))))

async function judge(key) {
  const alg = algorithmOf(key)
  const held = await importJWK(key, alg)
  await calculateJwkThumbprint(key)
  if (!signs(key)) return
  const token = await new CompactSign(Buffer.from('key')).setProtectedHeader({ alg }).sign(held)
  const { kty, crv, n, e, x, y } = key
  await compactVerify(token, kty === 'oct' ? held : await importJWK({ kty, crv, n, e, x, y }, alg))
}

await serve('npm-jose', version, 'rsa,rsa-large,ec,ec-p256,ec-p384,ec-p521,okp,okp-ed25519,okp-x25519,oct,private', judge)
