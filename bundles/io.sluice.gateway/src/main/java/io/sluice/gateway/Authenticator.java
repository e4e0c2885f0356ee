/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.sluice.api.auth.Credentials;
import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Login;
import io.sluice.api.auth.Users;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds out who asks: by the Authorization header, the session cookie, or as a direct peer on this machine. */
final class Authenticator {
    private static final int MOST_HEADER = 4_096;

    private final Sessions sessions;

    Authenticator(Sessions sessions) {
        this.sessions = sessions;
    }

    CompletionStage<Who> who(Request request, Client client, OriginRules.Site site, Users users) {
        String header = request.header(HttpHeaderNames.AUTHORIZATION);
        if (header != null) {
            return byHeader(header, client, users);
        }
        String id = Cookies.session(request.headers());
        Identity identity = id == null ? null : sessions.find(id, users::isCurrent);
        if (identity != null) {
            return done(new Who.Known(identity, Who.Means.COOKIE));
        }
        boolean near = client.direct()
                && client.address().isLoopbackAddress()
                && client.host().loopback()
                && site != OriginRules.Site.FOREIGN;
        Identity local = near ? users.local().orElse(null) : null;
        return done(local == null ? new Who.Stranger() : new Who.Known(local, Who.Means.LOCAL));
    }

    private CompletionStage<Who> byHeader(String header, Client client, Users users) {
        // Nothing is remembered here: a right guess must not be answered sooner than its peer's turn. Users does that.
        Credentials credentials = header.length() > MOST_HEADER ? null : credentials(header);
        if (credentials == null) {
            return done(new Who.Wrong(Duration.ZERO));
        }
        return users.login(credentials, client.address()).thenApply(login -> {
            if (login instanceof Login.Accepted accepted) {
                return new Who.Known(accepted.identity(), Who.Means.HEADER);
            }
            return login instanceof Login.Busy busy
                    ? new Who.Unseen(busy.retryAfter())
                    : new Who.Wrong(((Login.Refused) login).retryAfter());
        });
    }

    /** RFC 7617 and RFC 6750; null for everything else. */
    static @Nullable Credentials credentials(String header) {
        int space = header.indexOf(' ');
        String scheme = space < 0 ? header : header.substring(0, space);
        String rest = space < 0 ? "" : header.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer") && !rest.isEmpty()) {
            return new Credentials.Token(rest);
        }
        if (!scheme.equalsIgnoreCase("Basic")) {
            return null;
        }
        try {
            String pair = new String(Base64.getDecoder().decode(rest), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? null : new Credentials.Password(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static CompletionStage<Who> done(Who who) {
        return CompletableFuture.completedFuture(who);
    }
}
