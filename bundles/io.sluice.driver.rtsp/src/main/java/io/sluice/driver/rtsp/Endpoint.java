/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.lib.rtsp.RtspException;
import io.sluice.lib.rtsp.RtspUrl;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a tunnel leads: an address {@code http:}, {@code https:}, {@code ws:} or {@code wss:}.
 *
 * @param secure with TLS
 * @param target path and query for the request line; begins with a slash
 * @param user or null when the address has none
 * @param password empty when the address has none
 */
record Endpoint(
        boolean secure,
        String host,
        int port,
        String target,
        @Nullable String user,
        String password) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** Reads an address with one of the four schemes. */
    static Endpoint of(String address) throws RtspException {
        boolean secure = address.toLowerCase(Locale.ROOT).matches("(https|wss)://.*");
        return of(RtspUrl.read("rtsp" + address.substring(address.indexOf("://"))), address, secure);
    }

    /**
     * The same host, port, path and credentials as an RTSP URL; port 80 or 443 when it has none.
     *
     * @param written the URL as the user wrote it
     */
    static Endpoint of(RtspUrl url, String written, boolean secure) {
        int port = hasPort(written) ? url.port() : secure ? HTTPS_PORT : HTTP_PORT;
        String path = url.path().isEmpty() ? "/" : url.path();
        String target = url.query() == null ? path : path + "?" + url.query();
        return new Endpoint(secure, url.host(), port, target, url.user(), url.password());
    }

    private static boolean hasPort(String url) {
        String rest = url.substring(url.indexOf("://") + 3);
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        int at = rest.lastIndexOf('@', end);
        return at < end && rest.substring(at + 1, end).matches(".*:[0-9]{1,5}");
    }

    /** For people and the header {@code Host}. */
    String peer() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /** The same with these credentials, unless it has some of its own. */
    Endpoint as(@Nullable String otherUser, String otherPassword) {
        return user != null ? this : new Endpoint(secure, host, port, target, otherUser, otherPassword);
    }

    /** For people: without credentials. */
    @Override
    public String toString() {
        return (secure ? "https://" : "http://") + peer() + target;
    }
}
