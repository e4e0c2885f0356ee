/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.api.net.Connection;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as far as the network tells. Of a trusted proxy what it says of its client is believed; what others say is
 * ignored.
 *
 * @param address of the client
 * @param local our end of the connection
 * @param secure whether the client speaks TLS with us or with the proxy
 * @param host what the request is for
 * @param direct whether nobody stands between: neither a trusted proxy nor one that only shows by its headers
 * @param schemeKnown whether {@code secure} is certain
 */
record Client(
        InetAddress address, InetAddress local, boolean secure, HostName host, boolean direct, boolean schemeKnown) {
    private static final int MOST_HOPS = 32;
    private static final Set<String> OF_PROXIES = Set.of("forwarded", "via", "x-real-ip");

    /** @throws RefusedException when the host is malformed */
    static Client of(Connection connection, Request request, GatewaySettings settings) throws RefusedException {
        return of(
                connection.remote().getAddress(),
                connection.local().getAddress(),
                connection.secure(),
                request,
                settings);
    }

    static Client of(InetAddress peer, InetAddress local, boolean tls, Request request, GatewaySettings settings)
            throws RefusedException {
        HttpHeaders headers = request.headers();
        String host = request.target().authority();
        if (host == null) {
            host = headers.get(HttpHeaderNames.HOST);
        }
        if (!settings.proxies().contain(peer)) {
            return new Client(peer, local, tls, host(host, local), !forwarded(headers), true);
        }
        String forwardedHost = last(headers.getAll("X-Forwarded-Host"));
        String proto = last(headers.getAll("X-Forwarded-Proto"));
        boolean secure = proto == null ? tls : proto.toLowerCase(Locale.ROOT).equals("https");
        return new Client(
                clientOf(peer, headers.getAll("X-Forwarded-For"), settings.proxies()),
                local,
                secure,
                host(forwardedHost != null ? forwardedHost : host, local),
                false,
                tls || proto != null);
    }

    private static HostName host(@Nullable String text, InetAddress local) throws RefusedException {
        if (text == null) {
            return new HostName(local.getHostAddress(), -1); // HTTP/1.0; no browser speaks that
        }
        HostName host = HostName.parse(text);
        if (host == null) {
            throw new RefusedException(400, "the Host header is malformed");
        }
        return host;
    }

    /** The rightmost address that is not itself a trusted proxy: what stands left of it anybody could have written. */
    private static InetAddress clientOf(InetAddress peer, List<String> headers, Networks proxies) {
        List<String> hops = new ArrayList<>();
        headers.forEach(header -> hops.addAll(List.of(header.split(","))));
        InetAddress client = peer;
        for (int i = hops.size() - 1; i >= Math.max(0, hops.size() - MOST_HOPS); i--) {
            HostName hop = HostName.parse(hops.get(i).strip());
            InetAddress address = hop == null ? HostName.address(hops.get(i).strip()) : hop.address();
            if (address == null) {
                return client;
            }
            client = address;
            if (!proxies.contain(client)) {
                return client;
            }
        }
        return client;
    }

    private static @Nullable String last(List<String> values) {
        if (values.isEmpty()) {
            return null;
        }
        String[] parts = values.get(values.size() - 1).split(",");
        return parts.length == 0 ? null : parts[parts.length - 1].strip();
    }

    private static boolean forwarded(HttpHeaders headers) {
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-forwarded-") || OF_PROXIES.contains(name)) {
                return true;
            }
        }
        return false;
    }
}
