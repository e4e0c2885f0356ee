/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The session's cookie (RFC 6265): read from requests, kept from servlets, set and deleted. */
final class Cookies {
    private Cookies() {}

    static @Nullable String session(HttpHeaders headers) {
        for (String pair : pairs(headers)) {
            if (pair.startsWith(Sessions.COOKIE + "=")) {
                return pair.substring(Sessions.COOKIE.length() + 1);
            }
        }
        return null;
    }

    /** The Cookie header without the session's; empty when there is no other. */
    static String others(HttpHeaders headers) {
        return String.join(
                "; ",
                pairs(headers).stream()
                        .filter(pair -> !pair.startsWith(Sessions.COOKIE + "="))
                        .toList());
    }

    private static List<String> pairs(HttpHeaders headers) {
        List<String> pairs = new ArrayList<>();
        for (String header : headers.getAll(HttpHeaderNames.COOKIE)) {
            for (String pair : header.split(";")) {
                if (!pair.isBlank()) {
                    pairs.add(pair.strip());
                }
            }
        }
        return pairs;
    }

    static String set(String id, Client client, GatewaySettings settings) {
        return Sessions.COOKIE + "=" + id + attributes(client, settings);
    }

    static String delete(Client client, GatewaySettings settings) {
        return Sessions.COOKIE + "=; Max-Age=0" + attributes(client, settings);
    }

    private static String attributes(Client client, GatewaySettings settings) {
        String path = settings.basePath().isEmpty() ? "/" : settings.basePath();
        return "; Path=" + path + "; HttpOnly; SameSite=Strict" + (client.secure() ? "; Secure" : "");
    }
}
