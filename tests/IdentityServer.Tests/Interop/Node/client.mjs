// The identity part of a VS Code extension. `client` is the LanguageClient of vscode-languageclient.
import { spawn } from 'node:child_process'
import { compactDecrypt } from 'jose'
import protocol from '@aws/language-server-runtimes/protocol/index.js'

/** The `ServerOptions` of a LanguageClient: the server as a child process, whose first line of input is the key of the session. */
export function serverOptions(executable, key, spawnOptions) {
    return async () => {
        const server = spawn(executable, ['--stdio', '--set-credentials-encryption-key'], spawnOptions)
        server.stdin.write(JSON.stringify({ version: '1.0', mode: 'JWT', key: key.toString('base64') }) + '\n')
        return server
    }
}

/** `ask` shows an input box, and gives `{code, mfaSerial}`, or undefined where the person closes it. */
export function answerMfaCodes(client, ask) {
    client.onRequest(protocol.getMfaCodeRequestType, async ({ profileName, mfaSerial }, token) => {
        const answer = await ask(profileName, mfaSerial, token)
        return answer ?? { code: '', mfaSerial: mfaSerial ?? '' } // An empty code declines.
    })
}

/** Signs in, and hands the credential to the other language servers, which were started with the same key. */
export async function signIn(client, profileName, otherClients, options) {
    const result = await client.sendRequest(protocol.getIamCredentialRequestType, { profileName, options })
    for (const other of otherClients) {
        await other.sendRequest(protocol.iamCredentialsUpdateRequestType, result.updateCredentialsParams)
    }
    return result.credential
}

/** What a field of an encrypted credential, or a secret setting, says: the JWE holds its JSON. */
export async function decrypt(jwe, key) {
    const { plaintext } = await compactDecrypt(jwe, key, { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] })
    return JSON.parse(new TextDecoder().decode(plaintext))
}
