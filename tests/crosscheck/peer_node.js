// SPDX-License-Identifier: MIT
// The same jobs as peer_python.py with Node's crypto: a JSON array on stdin, an object of answers out.
'use strict';
const crypto = require('crypto');

const keys = new Map();
const octets = (text) => Buffer.from(text, 'base64url');
const text = (buffer) => buffer.toString('base64url');

function load(jwk) {
  const name = jwk.n || jwk.x;
  if (!keys.has(name)) {
    const crv = jwk.crv === 'P-256K' ? 'secp256k1' : jwk.crv;
    keys.set(name, crypto.createPrivateKey({ key: { ...jwk, crv }, format: 'jwk' }));
  }
  return keys.get(name);
}

const hashOf = (alg) => 'sha' + alg.slice(2, 5);

function signing(jwk, alg) {
  if (alg.startsWith('ES')) return { key: load(jwk), dsaEncoding: 'ieee-p1363' };
  if (alg.startsWith('PS')) {
    return { key: load(jwk), padding: crypto.constants.RSA_PKCS1_PSS_PADDING,
             saltLength: crypto.constants.RSA_PSS_SALTLEN_DIGEST };
  }
  return { key: load(jwk), padding: crypto.constants.RSA_PKCS1_PADDING };
}

function mac(jwk, alg, value) {
  return crypto.createHmac(hashOf(alg), octets(jwk.k)).update(value).digest();
}

const bare = (jwk) => ({ key: load(jwk), padding: crypto.constants.RSA_PKCS1_PADDING });

function sign(job) {
  if (job.alg === 'RSNULL') return crypto.privateEncrypt(bare(job.jwk), octets(job.digest));
  if (job.alg.startsWith('HS')) return mac(job.jwk, job.alg, octets(job.digest));
  return crypto.sign(hashOf(job.alg), octets(job.message), signing(job.jwk, job.alg));
}

function verify(job) {
  const signature = octets(job.signature);
  if (job.alg === 'RSNULL') {
    const key = { key: crypto.createPublicKey(load(job.jwk)), padding: crypto.constants.RSA_PKCS1_PADDING };
    return crypto.publicDecrypt(key, signature).equals(octets(job.digest));
  }
  if (job.alg.startsWith('HS')) return mac(job.jwk, job.alg, octets(job.digest)).equals(signature);
  const options = signing(job.jwk, job.alg);
  return crypto.verify(hashOf(job.alg), octets(job.message), { ...options, key: crypto.createPublicKey(options.key) },
                       signature);
}

function asymmetric(jwk, alg) {
  if (alg === 'RSA1_5') return { key: load(jwk), padding: crypto.constants.RSA_PKCS1_PADDING };
  return { key: load(jwk), padding: crypto.constants.RSA_PKCS1_OAEP_PADDING,
           oaepHash: alg === 'RSA-OAEP-256' ? 'sha256' : 'sha1' };
}

// [cipher, iv]: the initial values of RFC 3394 and RFC 5649 are what libcrypto wants as an iv
function wrapping(jwk, alg) {
  const bits = octets(jwk.k).length * 8;
  return alg.endsWith('PAD') ? [`id-aes${bits}-wrap-pad`, Buffer.from('a65959a6', 'hex')]
    : [`id-aes${bits}-wrap`, Buffer.from('a6a6a6a6a6a6a6a6', 'hex')];
}

function through(cipher, value) {
  return Buffer.concat([cipher.update(value), cipher.final()]);
}

function encrypt(job) {
  const { jwk, alg } = job;
  const value = octets(job.value);
  if (jwk.n) {
    const options = asymmetric(jwk, alg);
    return { value: text(crypto.publicEncrypt({ ...options, key: crypto.createPublicKey(options.key) }, value)) };
  }
  if (job.op === 'wrapKey') {
    const [name, initial] = wrapping(jwk, alg);
    return { value: text(through(crypto.createCipheriv(name, octets(jwk.k), initial), value)) };
  }
  const bits = octets(jwk.k).length * 8;
  if (alg.endsWith('GCM')) {
    const iv = crypto.randomBytes(12);
    const cipher = crypto.createCipheriv(`aes-${bits}-gcm`, octets(jwk.k), iv);
    if (job.aad) cipher.setAAD(octets(job.aad));
    const made = through(cipher, value);
    return { value: text(made), iv: text(iv), tag: text(cipher.getAuthTag()) };
  }
  const cipher = crypto.createCipheriv(`aes-${bits}-cbc`, octets(jwk.k), octets(job.iv));
  cipher.setAutoPadding(alg.endsWith('PAD'));
  return { value: text(through(cipher, value)), iv: job.iv };
}

function decrypt(job) {
  const { jwk, alg } = job;
  const value = octets(job.value);
  if (jwk.n) return crypto.privateDecrypt(asymmetric(jwk, alg), value);
  if (job.op === 'unwrapKey') {
    const [name, initial] = wrapping(jwk, alg);
    return through(crypto.createDecipheriv(name, octets(jwk.k), initial), value);
  }
  const bits = octets(jwk.k).length * 8;
  const gcm = alg.endsWith('GCM');
  const cipher = crypto.createDecipheriv(`aes-${bits}-${gcm ? 'gcm' : 'cbc'}`, octets(jwk.k), octets(job.iv));
  if (gcm) {
    if (job.aad) cipher.setAAD(octets(job.aad));
    cipher.setAuthTag(octets(job.tag));
  } else {
    cipher.setAutoPadding(alg.endsWith('PAD'));
  }
  return through(cipher, value);
}

function answer(job) {
  switch (job.op) {
    case 'sign': return { value: text(sign(job)) };
    case 'verify': return { valid: verify(job) };
    case 'encrypt': case 'wrapKey': return encrypt(job);
    default: return { value: text(decrypt(job)) };
  }
}

const answers = {};
for (const job of JSON.parse(require('fs').readFileSync(0))) {
  try {
    answers[job.id] = answer(job);
  } catch (error) {
    answers[job.id] = { error: String(error) };
  }
}
process.stdout.write(JSON.stringify(answers));
