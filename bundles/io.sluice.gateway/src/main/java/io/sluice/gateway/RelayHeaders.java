/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Heads as they are passed on: written anew from what was understood, so that nobody behind reads another message than
 * the gateway did. Left out is what belongs to one connection only (RFC 9110 §7.6.1), and what clients must not say in
 * the gateway's place.
 */
final class RelayHeaders {
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "content-length");
    /** Servlets have no use for credentials: they get an identity. */
    private static final Set<String> OURS = Set.of(
            "host", "expect", "authorization", "cookie", "forwarded", "x-real-ip", "via", "x-http-method-override");

    private static final Set<String> NOT_OF_SERVLETS = Set.of("server", "date", "x-powered-by");

    private static final String CORS = "access-control-";

    private RelayHeaders() {}

    /** @param pass the signed header's value */
    static ByteBuffer request(Request request, HostName host, String pass) {
        StringBuilder text = new StringBuilder(1024);
        text.append(request.method()).append(' ').append(request.target().raw()).append(" HTTP/1.1\r\n");
        add(text, "Host", host.toString());
        Set<String> named = named(request.headers());
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!named.contains(name) && !keptFromServlets(name)) {
                add(text, header.getKey(), header.getValue());
            }
        }
        String cookies = Cookies.others(request.headers());
        if (!cookies.isEmpty()) {
            add(text, "Cookie", cookies);
        }
        add(text, Passes.HEADER, pass);
        String upgrade = request.upgrade();
        if (upgrade != null) {
            add(text, "Connection", "Upgrade");
            add(text, "Upgrade", upgrade);
        }
        if (request.bodyBytes() == Request.CHUNKED) {
            add(text, "Transfer-Encoding", "chunked");
        } else if (request.hasBody() || !request.safe()) {
            add(text, "Content-Length", Long.toString(request.bodyBytes()));
        }
        return bytes(text);
    }

    static boolean keptFromServlets(String name) {
        return HOP_BY_HOP.contains(name)
                || OURS.contains(name)
                || name.startsWith("sluice-")
                || name.startsWith("x-forwarded-");
    }

    /**
     * A servlet's head for the client.
     *
     * @param framing the header that tells the end of the body; null: none
     */
    static ByteBuffer response(
            HttpResponse answer, Map<String, String> extra, @Nullable String framing, boolean close) {
        StringBuilder text = new StringBuilder(1024);
        text.append("HTTP/1.1 ").append(answer.status().code()).append(' ');
        text.append(answer.status().reasonPhrase()).append("\r\n");
        add(text, "Date", Answer.date());
        Set<String> named = named(answer.headers());
        for (Map.Entry<String, String> header : answer.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(name) && !named.contains(name) && !NOT_OF_SERVLETS.contains(name) && !cors(name)) {
                add(text, header.getKey(), header.getValue());
            }
        }
        extra.forEach((name, value) -> {
            if (cors(name) || !answer.headers().contains(name)) {
                add(text, name, value);
            }
        });
        if (answer.status().code() == 101) {
            add(text, "Connection", "Upgrade");
            add(text, "Upgrade", String.valueOf(answer.headers().get("Upgrade")));
        }
        if (framing != null) {
            text.append(framing).append("\r\n");
        }
        if (close) {
            add(text, "Connection", "close");
        }
        return bytes(text);
    }

    /** Who may read answers from elsewhere is the gateway's business alone. */
    private static boolean cors(String name) {
        return name.regionMatches(true, 0, CORS, 0, CORS.length());
    }

    /** The headers that Connection names: they belong to this connection too. */
    private static Set<String> named(HttpHeaders headers) {
        Set<String> names = new HashSet<>();
        for (String value : headers.getAll("Connection")) {
            for (String token : List.of(value.split(","))) {
                names.add(token.strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    private static void add(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(value).append("\r\n");
    }

    private static ByteBuffer bytes(StringBuilder text) {
        return ByteBuffer.wrap(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }
}
