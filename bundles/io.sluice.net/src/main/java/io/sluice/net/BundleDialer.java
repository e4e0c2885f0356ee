/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.net.DialTls;
import io.sluice.api.net.Dialer;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** Dials for one bundle; its connections end when it lets go of the service. */
@Component(service = Dialer.class, scope = ServiceScope.BUNDLE)
public final class BundleDialer implements Dialer {
    private final EventLoops loops;
    private final ClientTls tls;
    private final String name;
    private final ConnectionSet connections = new ConnectionSet();

    @Activate
    public BundleDialer(@Reference EventLoops loops, @Reference ClientTls tls, ComponentContext context) {
        this(loops, tls, name(context.getUsingBundle()));
    }

    BundleDialer(EventLoops loops, ClientTls tls, String name) {
        this.loops = loops;
        this.tls = tls;
        this.name = name;
    }

    private static String name(Bundle bundle) {
        return bundle == null ? "dialer" : bundle.getSymbolicName();
    }

    @Override
    public CompletionStage<Connection> connect(
            String host,
            int port,
            Duration timeout,
            @Nullable DialTls secured,
            Function<Connection, ConnectionHandler> handler) {
        if (port < 1 || port > 65535 || host.isBlank()) {
            return CompletableFuture.failedFuture(
                    new StreamException(Reason.UNREACHABLE, new HostPort(host, port) + " is not an address"));
        }
        if (connections.ended()) {
            return CompletableFuture.failedFuture(
                    new StreamException(Reason.BUNDLE_STOPPED, "the bundle of this dialer was stopped"));
        }
        var target = new HostPort(host, port);
        return new Dial(loops, name, connections, target, timeout, tls.handshake(target, secured), handler).start();
    }

    @Deactivate
    void stop() {
        connections.end(Reason.BUNDLE_STOPPED, "the bundle of " + name + " was stopped");
        if (!loops.onLoop() && !connections.await()) {
            loops.log().warn("net.close_slow", name + ": a handler does not return, its connection is abandoned");
        }
    }
}
