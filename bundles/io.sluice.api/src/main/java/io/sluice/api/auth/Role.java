/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.auth;

/** What somebody may do; each role includes those before it. */
public enum Role {
    /** Lists and watches streams; never sees where they come from. */
    VIEWER,
    /** Publishes to streams too. */
    PUBLISHER,
    /** Changes streams too; an administrator of all streams changes everything. */
    ADMIN;

    /** Whether this role may do what the other one may. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
