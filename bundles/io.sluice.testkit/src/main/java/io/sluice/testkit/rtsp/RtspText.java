/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.rtsp;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text side of RTSP (RFC 2326): requests with credentials, responses. Used by one thread. */
final class RtspText {
    private final String user;
    private final String password;
    private @Nullable String challenge;
    private @Nullable String session;
    private int cseq;

    RtspText(URI url) {
        String info = url.getUserInfo() == null ? "" : url.getUserInfo();
        int colon = info.indexOf(':');
        this.user = colon < 0 ? info : info.substring(0, colon);
        this.password = colon < 0 ? "" : info.substring(colon + 1);
    }

    /** A response, or a request of the peer when the status is 0. */
    record Message(String head, String body) {
        int status() {
            return head.startsWith("RTSP/") ? Integer.parseInt(head.substring(9, 12)) : 0;
        }

        String firstLine() {
            return head.split("\r\n", 2)[0];
        }

        @Nullable
        String header(String name) {
            for (String line : head.split("\r\n")) {
                int colon = line.indexOf(':');
                if (colon > 0 && line.substring(0, colon).strip().equalsIgnoreCase(name)) {
                    return line.substring(colon + 1).strip();
                }
            }
            return null;
        }
    }

    static String withoutUserInfo(URI url) {
        return url.toString().replaceFirst("//[^/@]*@", "//");
    }

    byte[] request(String method, String url, String headers, String body) {
        String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
        String text = method + " " + url + " RTSP/1.0\r\nCSeq: " + ++cseq + "\r\nUser-Agent: sluice-testkit\r\n"
                + (session == null ? "" : "Session: " + session + "\r\n")
                + authorization(method, url)
                + headers
                + length
                + "\r\n"
                + body;
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    byte[] answer(Message request) {
        return ("RTSP/1.0 200 OK\r\nCSeq: " + request.header("CSeq") + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Remembers session and challenge. True when the request is worth another try with credentials. */
    boolean learn(Message response) {
        String id = response.header("Session");
        if (id != null) {
            session = id.split(";")[0].strip();
        }
        String asked = response.header("WWW-Authenticate");
        if (response.status() == 401 && asked != null && challenge == null && !user.isEmpty()) {
            challenge = asked;
            return true;
        }
        return false;
    }

    private String authorization(String method, String url) {
        if (challenge == null) {
            return "";
        }
        if (!challenge.regionMatches(true, 0, "Digest", 0, 6)) {
            String plain = user + ":" + password;
            return "Authorization: Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8))
                    + "\r\n";
        }
        String realm = quoted(challenge, "realm");
        String nonce = quoted(challenge, "nonce");
        String algorithm = challenge.contains("SHA-256") ? "SHA-256" : "MD5";
        // RFC 2617 section 3.2.2, without qop.
        String response = hash(
                algorithm,
                hash(algorithm, user + ":" + realm + ":" + password) + ":" + nonce + ":"
                        + hash(algorithm, method + ":" + url));
        return "Authorization: Digest username=\"" + user + "\", realm=\"" + realm + "\", nonce=\"" + nonce
                + "\", uri=\""
                + url + "\", response=\"" + response + "\""
                + (algorithm.equals("MD5") ? "" : ", algorithm=" + algorithm) + "\r\n";
    }

    private static String quoted(String text, String key) {
        Matcher found = Pattern.compile(key + "=\"([^\"]*)\"").matcher(text);
        return found.find() ? found.group(1) : "";
    }

    private static String hash(String algorithm, String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
