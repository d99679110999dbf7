// One editor window: a server of its own, and beside it a language server that takes credentials.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node'
import { createProtocolConnection, ExitNotification, InitializedNotification, InitializeRequest, ShutdownRequest } from 'vscode-languageserver-protocol/node'
import protocol from '@aws/language-server-runtimes/protocol/index.js'
import { Auth } from '@aws/language-server-runtimes/runtimes/auth/auth.js'
import { answerMfaCodes, decrypt, serverOptions, signIn } from './client.mjs'

// Not among the exports of the package in this version; its params are those of the result of listProfiles.
const profileChanged = 'aws/identity/profileChanged'

const patience = 30_000

export class Window {
    /** Told of each request for an MFA code; what it returns is the person's answer. */
    person = () => assert.fail('Nobody should be asked for a code now.')
    prompts = []

    #key = randomBytes(32)
    #inbox = []
    #waiting = []

    static async open(executable) {
        const window = new Window()
        await window.#start(executable)
        return window
    }

    async #start(executable) {
        this.process = await serverOptions(executable, this.#key, { stdio: ['pipe', 'pipe', 'inherit'] })()
        this.exit = once(this.process, 'exit')
        this.client = createProtocolConnection(new StreamMessageReader(this.process.stdout), new StreamMessageWriter(this.process.stdin))
        answerMfaCodes(this.client, async (profileName, mfaSerial) => {
            this.prompts.push({ profileName, mfaSerial })
            return this.person(profileName, mfaSerial)
        })
        this.client.onNotification(protocol.stsCredentialChangedRequestType, params => this.#tell('stsCredentialChanged', params))
        this.client.onNotification(profileChanged, params => this.#tell('profileChanged', params))
        this.client.listen()
        this.other = this.#otherLanguageServer()
        this.initialized = await this.client.sendRequest(InitializeRequest.type, {
            processId: process.pid,
            rootUri: null,
            capabilities: {},
            clientInfo: { name: 'vscode', version: '1.99.0' },
            initializationOptions: { aws: { clientInfo: { name: 'vscode', version: '1.99.0', extension: { name: 'AWS Toolkit', version: '3.60.0' } } } },
        })
        await this.client.sendNotification(InitializedNotification.type, {})
    }

    /** The part of the package's own runtime that takes credentials, as it runs in every language server of AWS. */
    #otherLanguageServer() {
        const [there, back] = [new PassThrough(), new PassThrough()]
        const server = createMessageConnection(new StreamMessageReader(there), new StreamMessageWriter(back))
        server.console = { info() {}, warn() {} }
        const router = { onCredentialsUpdate() {}, onCredentialsDeletion() {} }
        this.received = new Auth(server, router, this.#key.toString('base64'), 'JWT').getCredentialsProvider()
        server.listen()
        const client = createMessageConnection(new StreamMessageReader(back), new StreamMessageWriter(there))
        client.listen()
        return client
    }

    /** Writes a profile as the toolkit does: all settings it knows of each time, blank where there is none. */
    update(name, kind, given = {}) {
        const blank = { role_arn: '', role_session_name: '', source_profile: '', aws_access_key_id: '', aws_secret_access_key: '', aws_session_token: '' }
        return this.client.sendRequest(protocol.updateProfileRequestType, { profile: { kinds: [kind], name, settings: { ...blank, ...given } } })
    }

    async list() {
        return this.open(await this.client.sendRequest(protocol.listProfilesRequestType, {}))
    }

    /** The credential, decrypted; what the other language server received must be the same. */
    async credential(profileName, options) {
        const { id, kinds, credentials } = await signIn(this.client, profileName, [this.other], options)
        const keys = await this.#decryptAll(credentials, ['accessKeyId', 'secretAccessKey', 'sessionToken'])
        assert.deepEqual({ ...this.received.getCredentials('iam') }, keys)
        return { id, kinds, keys }
    }

    /** The error code of a credential that must not be had. */
    async refusal(profileName, options) {
        const error = await this.client.sendRequest(protocol.getIamCredentialRequestType, { profileName, options }).then(() => undefined, e => e)
        assert.ok(error, `There should be no credential of ${profileName}.`)
        assert.equal(error.code, protocol.LSPErrorCodes.RequestFailed)
        return error.data.awsErrorCode
    }

    invalidate(iamCredentialId) {
        return this.client.sendRequest(protocol.invalidateStsCredentialRequestType, { iamCredentialId })
    }

    async open({ profiles, ssoSessions }) {
        const secrets = ['aws_secret_access_key', 'aws_session_token']
        const open = async profile => ({ ...profile, settings: await this.#decryptAll(profile.settings, secrets) })
        return { profiles: await Promise.all(profiles.map(open)), ssoSessions }
    }

    /** The next notification of a kind that fits; earlier ones of it are passed over. */
    async told(kind, fits = () => true) {
        const deadline = AbortSignal.timeout(patience)
        for (;;) {
            const at = this.#inbox.findIndex(message => message.kind === kind)
            const [message] = at < 0 ? [] : this.#inbox.splice(at, 1)
            if (message) {
                const params = kind === 'profileChanged' ? await this.open(message.params) : message.params
                if (fits(params)) return params
            } else {
                await this.#more(deadline, kind)
            }
        }
    }

    /** Shuts the server down in order, and gives its exit code. */
    async close() {
        assert.equal(await this.client.sendRequest(ShutdownRequest.type), null)
        await this.client.sendNotification(ExitNotification.type)
        const [code] = await this.exit
        this.client.dispose()
        this.other.dispose()
        return code
    }

    #tell(kind, params) {
        this.#inbox.push({ kind, params })
        for (const wake of this.#waiting.splice(0)) wake()
    }

    #more(deadline, kind) {
        return new Promise((resolve, reject) => {
            deadline.onabort = () => reject(new Error(`${kind} did not come within ${patience / 1000} s.`))
            this.#waiting.push(resolve)
        })
    }

    async #decryptAll(values, secrets) {
        const isSecret = name => secrets.includes(name)
        const all = Object.entries(values).map(async ([name, value]) => [name, isSecret(name) ? await decrypt(value, this.#key) : value])
        return Object.fromEntries(await Promise.all(all))
    }
}
