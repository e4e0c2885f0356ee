/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.users;

import io.sluice.api.auth.Credentials;
import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Login;
import io.sluice.api.auth.Role;
import io.sluice.api.auth.Users;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Component;

/**
 * Users for tests of others: {@code admin}, {@code publisher} and {@code viewer}, whose passwords are their names, and
 * the token {@code admin-token}. Direct loopback peers may watch.
 */
@Component(property = "service.ranking:Integer=1000")
public final class FixedUsers implements Users {
    @Override
    public CompletionStage<Login> login(Credentials credentials, InetAddress peer) {
        Login login = new Login.Refused(Duration.ZERO);
        if (credentials instanceof Credentials.Password password
                && password.name().equals(password.password())) {
            for (Role role : Role.values()) {
                if (role.name().equalsIgnoreCase(password.name())) {
                    login = new Login.Accepted(new Identity(password.name(), role, Set.of(), Identity.Way.PASSWORD, 1));
                }
            }
        } else if (credentials instanceof Credentials.Token token
                && token.value().equals("admin-token")) {
            login = new Login.Accepted(new Identity("token", Role.ADMIN, Set.of(), Identity.Way.TOKEN, 1));
        }
        return CompletableFuture.completedFuture(login);
    }

    @Override
    public Optional<Identity> local() {
        return Optional.of(new Identity(Identity.LOCAL_NAME, Role.VIEWER, Set.of(), Identity.Way.LOCAL, 1));
    }

    @Override
    public boolean configured() {
        return false;
    }

    @Override
    public boolean isCurrent(Identity identity) {
        return true;
    }
}
