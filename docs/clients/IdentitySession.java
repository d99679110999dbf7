import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Scanner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The identity part of a plugin, with nothing but the JDK: java IdentitySession.java EXECUTABLE PROFILE.
 * The person answers on stdin; stdout stands for the stdin of another language server. A plugin reads JSON with its library.
 */
final class IdentitySession {
    private final OutputStream server;
    private final OutputStream other;
    private final Scanner person = new Scanner(System.in, UTF_8);

    private IdentitySession(OutputStream server, OutputStream other) {
        this.server = server;
        this.other = other;
    }

    public static void main(String[] args) throws Exception {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        byte[] keyLine = "{\"version\":\"1.0\",\"mode\":\"JWT\",\"key\":\"%s\"}\n".formatted(Base64.getEncoder().encodeToString(key)).getBytes(UTF_8);

        Process process = new ProcessBuilder(args[0], "--stdio", "--set-credentials-encryption-key").redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getOutputStream().write(keyLine); // The first line of input, before any message.
        System.out.write(keyLine);
        new IdentitySession(process.getOutputStream(), System.out).run(process.getInputStream(), args[1]);
        System.exit(process.waitFor());
    }

    private void run(InputStream messages, String profile) throws Exception {
        send(server, "\"id\":1,\"method\":\"initialize\",\"params\":{\"processId\":%d,\"capabilities\":{}}".formatted(ProcessHandle.current().pid()));
        for (String message; (message = read(messages)) != null; ) {
            String method = find(message, "\"method\":\"([^\"]*)\"");
            String id = find(message, "\"id\":(\\d+)");
            if ("aws/identity/getMfaCode".equals(method)) {
                answerMfaCode(id, message);
            } else if (method == null && "1".equals(id)) {
                send(server, "\"method\":\"initialized\",\"params\":{}");
                send(server, "\"id\":2,\"method\":\"aws/identity/getIamCredential\",\"params\":{\"profileName\":\"%s\"}".formatted(profile));
            } else if (method == null && "2".equals(id)) {
                forward(message);
                send(server, "\"id\":3,\"method\":\"shutdown\"");
            } else if (method == null && "3".equals(id)) {
                send(server, "\"method\":\"exit\"");
            }
        }
    }

    /** An empty code declines. */
    private void answerMfaCode(String id, String message) throws Exception {
        String serial = find(message, "\"mfaSerial\":\"([^\"]*)\"");
        if (serial == null) serial = ask("MFA device");
        send(server, "\"id\":%s,\"result\":{\"code\":\"%s\",\"mfaSerial\":\"%s\"}".formatted(id, ask("Code of " + serial), serial));
    }

    private String ask(String what) {
        System.err.println(what + "?");
        return person.hasNextLine() ? person.nextLine() : "";
    }

    /** The params go on as they came: the other server was given the same key. */
    private void forward(String message) throws Exception {
        String params = find(message, "\"updateCredentialsParams\":(\\{\"data\":\"[^\"]*\",\"encrypted\":true\\})");
        if (params == null) throw new IllegalStateException(message);
        send(other, "\"id\":1,\"method\":\"aws/credentials/iam/update\",\"params\":" + params);
    }

    private static void send(OutputStream stream, String members) throws Exception {
        byte[] body = ("{\"jsonrpc\":\"2.0\"," + members + "}").getBytes(UTF_8);
        stream.write("Content-Length: %d\r\n\r\n".formatted(body.length).getBytes(UTF_8));
        stream.write(body);
        stream.flush();
    }

    private static String read(InputStream stream) throws Exception {
        StringBuilder header = new StringBuilder();
        while (header.indexOf("\r\n\r\n") < 0) {
            int next = stream.read();
            if (next < 0) return null;
            header.append((char) next);
        }
        return new String(stream.readNBytes(Integer.parseInt(find(header.toString(), "Content-Length: (\\d+)"))), UTF_8);
    }

    private static String find(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }
}
