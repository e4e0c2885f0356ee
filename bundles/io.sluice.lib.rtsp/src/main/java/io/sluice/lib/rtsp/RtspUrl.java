/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An RTSP URL (RFC 2326, 3.2), read as leniently as people write them: the password may hold any character.
 *
 * @param scheme {@code rtsp} or {@code rtsps}
 * @param user decoded, or null when there is none
 * @param password decoded, empty when there is none
 * @param host without the brackets of an IPv6 address
 * @param port 1 to 65535; 554 or 322 when the URL has none
 * @param path as written, begins with a slash or is empty
 * @param query as written without the question mark, or null when there is none
 */
public record RtspUrl(
        String scheme,
        @Nullable String user,
        String password,
        String host,
        int port,
        String path,
        @Nullable String query) {
    /**
     * The password may hold anything; digits up to a slash are a port, though. The user may be an address of mail, as
     * those of cloud cameras are.
     */
    private static final Pattern USER_INFO = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]{0,15}://)([^:/?#@\\s]*)"
            + "(?::(?![0-9]{1,5}[/?#]|\\*\\*\\*@)\\S*@"
            + "|@(?:[^:/?#\\s]*:(?![0-9]{1,5}[/?#])\\S*@|[^/?#\\s]*@)?)");

    /** Some cameras want user and password in the path or query. */
    private static final Pattern SECRET_PARAMETER = Pattern.compile(
            "((?:password|passwd|passwort|pwd|pass|token|secret)=)[^&\\s\"]*", Pattern.CASE_INSENSITIVE);

    private static final int RTSP_PORT = 554;
    private static final int RTSPS_PORT = 322;

    /**
     * Reads an absolute URL.
     *
     * @throws RtspException when it is none, has control characters, or is longer than {@value RtspReader#MAX_URL}
     */
    public static RtspUrl read(String url) throws RtspException {
        if (url.length() > RtspReader.MAX_URL) {
            throw new RtspException(414, "URL of " + url.length() + " characters");
        }
        if (url.chars().anyMatch(Character::isISOControl)) {
            throw new RtspException(400, "control character in a URL");
        }
        int colon = url.indexOf("://");
        String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!scheme.equals("rtsp") && !scheme.equals("rtsps")) {
            throw new RtspException(400, "not an RTSP URL");
        }
        String rest = url.substring(colon + 3);
        int hash = rest.indexOf('#');
        rest = hash < 0 ? rest : rest.substring(0, hash);
        int at = rest.lastIndexOf('@', endOfAuthority(rest));
        String userInfo = at < 0 ? null : rest.substring(0, at);
        rest = rest.substring(at + 1);
        int end = endOfAuthority(rest);
        String hostAndPort = rest.substring(0, end);
        int question = rest.indexOf('?', end);
        String path = question < 0 ? rest.substring(end) : rest.substring(end, question);
        String query = question < 0 ? null : rest.substring(question + 1);
        int portColon = hostAndPort.lastIndexOf(':');
        boolean hasPort = portColon > hostAndPort.lastIndexOf(']');
        String host = hasPort ? hostAndPort.substring(0, portColon) : hostAndPort;
        int port = hasPort ? port(hostAndPort.substring(portColon + 1), scheme) : defaultPort(scheme);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || c == '@')) {
            throw new RtspException(400, "URL without a host");
        }
        int userEnd = userInfo == null ? -1 : userInfo.indexOf(':');
        String user =
                userInfo == null ? null : decodeLeniently(userEnd < 0 ? userInfo : userInfo.substring(0, userEnd));
        String password = userInfo == null || userEnd < 0 ? "" : decodeLeniently(userInfo.substring(userEnd + 1));
        return new RtspUrl(scheme, user, password, host, port, path, query);
    }

    private static int endOfAuthority(String rest) {
        for (int i = 0; i < rest.length(); i++) {
            if (rest.charAt(i) == '/' || rest.charAt(i) == '?') {
                return i;
            }
        }
        return rest.length();
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("rtsps") ? RTSPS_PORT : RTSP_PORT;
    }

    private static int port(String text, String scheme) throws RtspException {
        if (text.isEmpty()) {
            return defaultPort(scheme);
        }
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65_535) {
            throw new RtspException(400, "URL with a wrong port");
        }
        return port;
    }

    /** The URL as it goes into requests: without user and password. */
    public String withoutUserInfo() {
        boolean ipv6 = host.indexOf(':') >= 0;
        String shownHost = ipv6 ? "[" + host + "]" : host;
        String shownPort = port == defaultPort(scheme) ? "" : ":" + port;
        return scheme + "://" + shownHost + shownPort + path + (query == null ? "" : "?" + query);
    }

    public boolean isSecure() {
        return scheme.equals("rtsps");
    }

    /**
     * The path with its percent escapes decoded as UTF-8, without the slash it begins with.
     *
     * @throws RtspException when an escape is wrong, or decodes to no UTF-8 or a control character
     */
    public String decodedPath() throws RtspException {
        return decode(path.startsWith("/") ? path.substring(1) : path);
    }

    /**
     * Decodes percent escapes (RFC 3986, 2.1); a plus stays a plus.
     *
     * @throws RtspException as {@link #decodedPath()}
     */
    public static String decode(String text) throws RtspException {
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        var out = ByteBuffer.allocate(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out.put(in[i]);
                continue;
            }
            int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new RtspException(400, "wrong percent escape");
            }
            out.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            String decoded =
                    StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
            if (decoded.chars().anyMatch(Character::isISOControl)) {
                throw new RtspException(400, "control character in a URL");
            }
            return decoded;
        } catch (CharacterCodingException e) {
            throw new RtspException(400, "URL is not UTF-8");
        }
    }

    private static String decodeLeniently(String text) {
        try {
            return decode(text);
        } catch (RtspException e) {
            return text; // a password with a percent sign
        }
    }

    /** Any text with URLs in it, with the passwords of all of them masked: {@code rtsp://user:***@host/…}. */
    public static String mask(String text) {
        String masked = USER_INFO.matcher(text).replaceAll("$1$2:***@");
        return SECRET_PARAMETER.matcher(masked).replaceAll("$1***");
    }

    /** For people: with the password masked. */
    @Override
    public String toString() {
        String plain = withoutUserInfo();
        int host = scheme.length() + 3;
        return mask(user == null ? plain : plain.substring(0, host) + user + ":***@" + plain.substring(host));
    }
}
