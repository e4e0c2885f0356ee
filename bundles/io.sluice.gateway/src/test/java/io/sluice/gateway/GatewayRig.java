/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.sluice.api.auth.Credentials;
import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Login;
import io.sluice.api.auth.Role;
import io.sluice.api.auth.Users;
import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.net.DialTls;
import io.sluice.api.net.Dialer;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The gateway between clients and a Felix HTTP that are both played by the test. */
final class GatewayRig {
    static final String GET = "GET /open HTTP/1.1\nHost: localhost\n\n";

    /** Connections to Felix HTTP, in the order in which they were dialled. */
    final List<FakeConnection> servlets = new ArrayList<>();

    final Map<String, Object> properties = new HashMap<>();
    final Map<String, Route> routes = new HashMap<>(Map.of(
            "/open",
            new Route(null, 1024 * 1024),
            "/viewer",
            new Route(Role.VIEWER, 1000),
            "/admin",
            Route.DEFAULT,
            "/system/console/bundles",
            Route.DEFAULT));
    final FakeUsers users = new FakeUsers();
    boolean usersThere = true;
    boolean refusesDials;
    boolean servletsThere = true;
    boolean certificate;
    boolean consoleRemote;

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<FakeConnection> all = new ArrayList<>();
    private final Passes passes = new Passes(this::nowNs);
    private final Backends backends = new Backends(new FakeDialer());
    private final HttpContext context;
    private long nowMs = 1_000;

    GatewayRig() {
        backends.port(8080);
        Sessions sessions = new Sessions(this::nowNs);
        context = new HttpContext(
                new Gatekeeper(() -> usersThere ? users : null, sessions, new FakeRoutes(), this::nowNs),
                backends,
                passes,
                () -> GatewaySettings.of(properties).with(consoleRemote, certificate),
                this::nowNs,
                new HttpTally());
    }

    private long nowNs() {
        return TimeUnit.MILLISECONDS.toNanos(nowMs);
    }

    long nowMs() {
        return nowMs;
    }

    FakeConnection client() {
        return client("127.0.0.1");
    }

    FakeConnection client(String address) {
        FakeConnection connection = new FakeConnection(this, address);
        connection.handler = new HttpConnection(context, connection);
        all.add(connection);
        return connection;
    }

    /** The answer that a client from this machine gets to one request. */
    String ask(String... lines) {
        return askFrom("127.0.0.1", lines);
    }

    String askFrom(String address, String... lines) {
        FakeConnection client = client(address);
        client.says(String.join("\n", lines) + "\n\n");
        return client.heard();
    }

    FakeConnection servlet() {
        return servlets.get(servlets.size() - 1);
    }

    void execute(Runnable task) {
        tasks.add(task);
    }

    void settle() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    void advance(long ms) {
        long end = nowMs + ms;
        while (nowMs < end) {
            nowMs = Math.min(end, nowMs + 500);
            List.copyOf(all).forEach(connection -> connection.runTimers(nowMs));
        }
    }

    private final class FakeRoutes implements Router {
        @Override
        public boolean known() {
            return servletsThere;
        }

        @Override
        public Route find(String path) {
            return routes.get(path);
        }
    }

    private final class FakeDialer implements Dialer {
        @Override
        public CompletionStage<Connection> connect(
                String host,
                int port,
                Duration timeout,
                @Nullable DialTls tls,
                Function<Connection, ConnectionHandler> handler) {
            if (refusesDials) {
                return CompletableFuture.failedFuture(new StreamException(Reason.REFUSED, "refused"));
            }
            FakeConnection connection = new FakeConnection(GatewayRig.this, "127.0.0.1");
            connection.handler = handler.apply(connection);
            servlets.add(connection);
            all.add(connection);
            return CompletableFuture.completedFuture(connection);
        }
    }

    /** {@code admin}, {@code publisher} and {@code viewer}, whose passwords are their names. */
    static final class FakeUsers implements Users {
        final Set<String> outdated = new HashSet<>();
        boolean configured = true;
        int checks;
        boolean busy;
        Duration heldBack = Duration.ZERO;
        InetAddress lastPeer;
        CompletableFuture<Void> slowly = CompletableFuture.completedFuture(null);

        @Override
        public CompletionStage<Login> login(Credentials credentials, InetAddress peer) {
            checks++;
            lastPeer = peer;
            Login login = busy ? new Login.Busy(Duration.ofSeconds(1)) : new Login.Refused(heldBack);
            if (!busy
                    && credentials instanceof Credentials.Password password
                    && password.name().equals(password.password())) {
                login = new Login.Accepted(identity(password.name()));
            } else if (credentials instanceof Credentials.Token token
                    && token.value().equals("token")) {
                login = new Login.Accepted(new Identity("t", Role.ADMIN, Set.of(), Identity.Way.TOKEN, 1));
            }
            Login result = login;
            return slowly.thenApply(nothing -> result);
        }

        private static Identity identity(String name) {
            return new Identity(
                    name, Role.valueOf(name.toUpperCase(java.util.Locale.ROOT)), Set.of(), Identity.Way.PASSWORD, 1);
        }

        @Override
        public Optional<Identity> local() {
            return configured
                    ? Optional.empty()
                    : Optional.of(new Identity(Identity.LOCAL_NAME, Role.VIEWER, Set.of(), Identity.Way.LOCAL, 1));
        }

        @Override
        public boolean configured() {
            return configured;
        }

        @Override
        public boolean isCurrent(Identity identity) {
            return !outdated.contains(identity.name());
        }
    }
}
