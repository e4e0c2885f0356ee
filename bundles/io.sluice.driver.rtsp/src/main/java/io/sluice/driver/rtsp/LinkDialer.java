/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.net.Dialer;
import io.sluice.api.stream.Reason;
import java.util.concurrent.CompletableFuture;

/** Makes the link to a camera, on the thread that opens: straight, or through a tunnel. */
final class LinkDialer {
    private final Dialer dialer;

    LinkDialer(Dialer dialer) {
        this.dialer = dialer;
    }

    RtspLink dial(RtspConfig config, Patience patience, RtspLog log) throws RefusedException {
        Route route = config.route();
        Endpoint tunnel = route.tunnel();
        if (tunnel == null) {
            return straight(config, patience, log);
        }
        var http = new HttpCalls(dialer, tunnel, route.tls());
        return route.webSocket()
                ? WebSocketWire.open(http, patience, tunnel.peer(), log)
                : HttpTunnel.open(http, config.answerTimeout(), patience, tunnel.peer(), log);
    }

    private RtspLink straight(RtspConfig config, Patience patience, RtspLog log) throws RefusedException {
        var made = new CompletableFuture<RtspLink>();
        String host = config.url().host();
        int port = config.url().port();
        var dialled = dialer.connect(host, port, patience.next(), config.route().tls(), connection -> {
            var link = new RtspLink(new PlainWire(connection), config.peer(), log);
            made.complete(link);
            return link;
        });
        try {
            patience.await(dialled, config.route().tls() == null ? "the connection" : "the TLS handshake");
        } catch (RefusedException e) {
            // It may have been made in the very moment that nobody waited for it any more.
            made.thenAccept(link -> link.wire().abort(Reason.NONE, "not opened"));
            throw e;
        }
        return made.join();
    }
}
