/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.auth.Credentials;
import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Login;
import io.sluice.api.auth.Role;
import io.sluice.api.auth.Users;
import io.sluice.lib.rtsp.DigestAlgorithm;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Users that the test makes and removes; without any, who is on this machine may watch. */
final class FakeUsers implements Users {
    private record User(Identity identity, String password) {}

    private final Map<String, User> users = new HashMap<>();
    private final Identity local = new Identity("", Role.VIEWER, Set.of(), Identity.Way.LOCAL, 1);
    final List<String> logins = new ArrayList<>();
    /** There is no time to look at credentials. */
    boolean busy;
    /** Answers are held back until the test says so. */
    boolean slow;

    final List<Runnable> pending = new ArrayList<>();
    private long stamp;

    FakeUsers with(String name, String password, Role role, String... streams) {
        var identity = new Identity(name, role, Set.of(streams), Identity.Way.PASSWORD, ++stamp);
        users.put(name, new User(identity, password));
        return this;
    }

    void remove(String name) {
        users.remove(name);
    }

    @Override
    public CompletionStage<Login> login(Credentials credentials, InetAddress peer) {
        logins.add(credentials.toString());
        boolean right = false;
        String name = "";
        if (credentials instanceof Credentials.Password given) {
            name = given.name();
            right = users.containsKey(name) && users.get(name).password().equals(given.password());
        } else if (credentials instanceof Credentials.Digest digest) {
            name = digest.name();
            DigestAlgorithm algorithm =
                    DigestAlgorithm.valueOf(digest.algorithm().name());
            right = users.containsKey(name)
                    && digest.proof()
                            .matches(algorithm.userHash(
                                    name, REALM, users.get(name).password()));
        }
        Login login = busy
                ? new Login.Busy(Duration.ofSeconds(1))
                : right ? new Login.Accepted(users.get(name).identity()) : new Login.Refused(Duration.ofSeconds(1));
        var answer = new CompletableFuture<Login>();
        if (slow) {
            pending.add(() -> answer.complete(login));
        } else {
            answer.complete(login);
        }
        return answer;
    }

    @Override
    public Optional<Identity> local() {
        return configured() ? Optional.empty() : Optional.of(local);
    }

    @Override
    public boolean configured() {
        return !users.isEmpty();
    }

    @Override
    public boolean isCurrent(Identity identity) {
        return identity.equals(local)
                ? !configured()
                : users.values().stream().anyMatch(user -> user.identity().equals(identity));
    }
}
