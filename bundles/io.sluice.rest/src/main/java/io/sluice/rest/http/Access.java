/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.http;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;

/** Who may call a route at all. Rights on one stream are asked for by the route itself. */
public enum Access {
    /** Everybody who is known. */
    KNOWN("", Role.VIEWER) {
        @Override
        public boolean admits(Identity identity) {
            return true;
        }
    },
    /** Who administers at least one stream. */
    ADMIN_OF_SOME("for a stream", Role.ADMIN) {
        @Override
        public boolean admits(Identity identity) {
            return identity.role().includes(Role.ADMIN);
        }
    },
    /** Who administers all of them, and with that the server. */
    ADMIN("for all streams", Role.ADMIN) {
        @Override
        public boolean admits(Identity identity) {
            return identity.mayAll(Role.ADMIN);
        }
    };

    private final String where;
    private final Role role;

    Access(String where, Role role) {
        this.where = where;
        this.role = role;
    }

    public abstract boolean admits(Identity identity);

    void require(Call call) throws ProblemException {
        if (!admits(call.identity())) {
            throw call.roleNeeded(role, where);
        }
    }
}
