// A directory of identities and a personal data server on 127.0.0.1: node network.mjs PLC PDS FOLDER
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { Secp256k1Keypair } from '@atproto/crypto'
import * as plc from '@did-plc/server'
import pds from '@atproto/pds'

const [plcPort, port] = process.argv.slice(2, 4).map(Number)
const folder = process.argv[4]
const { PDS, envToCfg, envToSecrets } = pds
const { PlcServer, Database } = plc.default ?? plc

// Both would listen on every address of the machine.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (where, ...rest) {
  const wanted = typeof where === 'object' ? { ...where } : { port: Number(where) }
  return listen.call(this, { ...wanted, host: '127.0.0.1' }, rest.find((one) => typeof one === 'function'))
}

const key = async () => {
  const pair = await Secp256k1Keypair.create({ exportable: true })
  return { did: pair.did(), hex: Buffer.from(await pair.export()).toString('hex') }
}

fs.mkdirSync(path.join(folder, 'blobs'), { recursive: true })
await PlcServer.create({ db: Database.mock(), port: plcPort }).start()
const env = {
  devMode: true,
  port,
  hostname: 'localhost',
  didPlcUrl: `http://localhost:${plcPort}`,
  dataDirectory: folder,
  blobstoreDiskLocation: path.join(folder, 'blobs'),
  recoveryDidKey: (await key()).did,
  plcRotationKeyK256PrivateKeyHex: (await key()).hex,
  adminPassword: 'local',
  jwtSecret: 'local',
  serviceHandleDomains: ['.test'],
  inviteRequired: false,
  disableSsrfProtection: true,
  bskyAppViewUrl: 'https://appview.invalid',
  bskyAppViewDid: 'did:example:invalid',
  modServiceUrl: 'https://moderation.invalid',
  modServiceDid: 'did:example:invalid',
}
const server = await PDS.create(envToCfg(env), envToSecrets(env))
await server.start()
console.log('ready')
