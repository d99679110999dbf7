// What the AWS Toolkit for VS Code does in a person's day, encrypted, in the published package's own request types.
// Usage: node session.mjs EXECUTABLE ROLE_ARN MFA_SERIAL MFA_CODE; HOME and AWS_ENDPOINT_URL_STS lead the server to files and an STS of the test.
// STS denies the role without a code. One line a step; the first step that fails ends it with exit code 1.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import protocol from '@aws/language-server-runtimes/protocol/index.js'
import { Window } from './window.mjs'

const { AwsErrorCodes, ProfileKind, StsCredentialChangedKind } = protocol
const [executable, roleArn, mfaSerial, mfaCode] = process.argv.slice(2)
const keys = { aws_access_key_id: 'AKIANODE000000000000', aws_secret_access_key: 'node/static/key/that/must/not/leak+0001' }
const config = () => readFileSync(join(process.env.HOME, '.aws', 'config'), 'utf8')
const find = (listing, name) => listing.profiles.find(profile => profile.name === name)
const answer = serial => () => ({ code: mfaCode, mfaSerial: serial })

let window
let session
let device

async function step(name, action) {
    try {
        await action()
    } catch (error) {
        console.error(`failed: ${name}\n${error.stack ?? error}`)
        process.exit(1)
    }
    console.log(`ok: ${name}`)
}

await step('initialize', async () => {
    window = await Window.open(executable)
    assert.equal(window.initialized.serverInfo.name, 'identity-server')
})

await step('sign in with keys', async () => {
    await window.update('keys', ProfileKind.IamCredentialsProfile, { ...keys, aws_session_token: 'node-session-token' })
    const credential = await window.credential('keys')
    assert.deepEqual(credential.kinds, [ProfileKind.IamCredentialsProfile])
    assert.deepEqual(credential.keys, {
        accessKeyId: keys.aws_access_key_id,
        secretAccessKey: keys.aws_secret_access_key,
        sessionToken: 'node-session-token',
    })
})

await step('the new profile is told', async () => {
    const listing = await window.told('profileChanged', it => find(it, 'keys'))
    assert.deepEqual(listing, await window.list())
})

await step('list', async () => {
    const listing = await window.list()
    const settings = { ...keys, aws_session_token: 'node-session-token' }
    assert.deepEqual(listing, { profiles: [{ kinds: [ProfileKind.IamCredentialsProfile], name: 'keys', settings }], ssoSessions: [] })
})

await step('a role whose code the person declines is denied by STS', async () => {
    await window.update('work-source', ProfileKind.IamCredentialsProfile, keys)
    await window.update('work', ProfileKind.IamSourceProfileProfile, { role_arn: roleArn, source_profile: 'work-source' })
    window.person = () => undefined
    assert.equal(await window.refusal('work'), AwsErrorCodes.E_CANNOT_CREATE_STS_CREDENTIAL)
    assert.deepEqual(window.prompts.splice(0), [{ profileName: 'work', mfaSerial: undefined }])
    assert.doesNotMatch(config(), /mfa_serial/)
})

await step('sign in with a role and MFA', async () => {
    window.person = answer(mfaSerial)
    session = await window.credential('work')
    assert.deepEqual(window.prompts.splice(0), [{ profileName: 'work', mfaSerial: undefined }])
    assert.deepEqual(session.kinds, [ProfileKind.IamSourceProfileProfile])
    assert.match(session.keys.accessKeyId, /^ASIA/)
})

await step('the profile has learnt its device', async () => {
    assert.match(config(), new RegExp(`^mfa_serial *= *${mfaSerial}$`, 'm'))
    await window.told('profileChanged', it => find(it, 'work')?.settings.mfa_serial === mfaSerial)
})

await step('restart: the session of before, nobody asked', async () => {
    assert.equal(await window.close(), 0)
    window = await Window.open(executable)
    assert.deepEqual(await window.credential('work', { callStsOnInvalidIamCredential: false }), session)
})

await step('renew: the old session goes, and one prompt names the device', async () => {
    await window.invalidate(session.id)
    assert.equal(await window.refusal('work', { callStsOnInvalidIamCredential: false }), AwsErrorCodes.E_INVALID_STS_CREDENTIAL)
    window.person = answer(mfaSerial)
    const renewed = await window.credential('work')
    assert.deepEqual(window.prompts.splice(0), [{ profileName: 'work', mfaSerial }])
    assert.equal(renewed.id, session.id)
    assert.notEqual(renewed.keys.accessKeyId, session.keys.accessKeyId)
    session = renewed
})

await step('a second window has it too, and what it does is told to the first', async () => {
    const second = await Window.open(executable)
    assert.deepEqual(await second.credential('work'), session)
    await second.invalidate(session.id)
    const told = kind => window.told('stsCredentialChanged', change => change.kind === kind && change.stsCredentialId === session.id)
    await told(StsCredentialChangedKind.Expired)
    second.person = answer(mfaSerial)
    const renewed = await second.credential('work')
    await told(StsCredentialChangedKind.Refreshed)
    assert.deepEqual(await window.credential('work'), renewed)
    assert.equal(await second.close(), 0)
    session = renewed
})

await step('edit: an encrypted secret goes back as it came', async () => {
    const raw = await window.client.sendRequest(protocol.listProfilesRequestType, {})
    await window.client.sendRequest(protocol.updateProfileRequestType, {
        profile: { ...find(raw, 'work-source'), settings: { ...find(raw, 'work-source').settings, region: 'eu-west-1' } },
    })
    assert.deepEqual(find(await window.list(), 'work-source').settings, { ...keys, region: 'eu-west-1' })
    await window.told('profileChanged', it => find(it, 'work-source')?.settings.region === 'eu-west-1')
})

await step('sign out', async () => {
    await window.invalidate(session.id)
    for (const name of ['work', 'work-source', 'keys']) {
        await window.update(name, ProfileKind.Unknown, { region: '', mfa_serial: '' })
    }
    const listing = await window.list()
    const nothing = name => ({ kinds: [ProfileKind.Unknown], name, settings: {} })
    assert.deepEqual(new Set(listing.profiles), new Set(['keys', 'work-source', 'work'].map(nothing)))
    assert.equal(await window.refusal('work'), AwsErrorCodes.E_INVALID_PROFILE)
    await window.told('profileChanged', it => it.profiles.every(profile => Object.keys(profile.settings).length === 0))
    const file = join(process.env.HOME, '.aws', 'credentials')
    assert.ok(!existsSync(file) || !readFileSync(file, 'utf8').includes(keys.aws_secret_access_key))
})

await step('shutdown and exit', async () => {
    assert.equal(await window.close(), 0)
})
