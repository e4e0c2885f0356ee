/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.bundle;

/**
 * One bundle.
 *
 * @param id the framework's
 * @param name for people, may be empty
 * @param state as the framework calls it: {@code ACTIVE}, {@code RESOLVED}, {@code INSTALLED}, {@code STARTING},
 *     {@code STOPPING}; {@code FRAGMENT} for a fragment that is attached
 * @param problem why it is not active though it should be; empty when all is well
 * @param impact of updating or removing it
 */
public record BundleInfo(
        long id,
        String symbolicName,
        String version,
        String name,
        String state,
        Origin origin,
        String problem,
        Impact impact) {

    /** Where a bundle comes from. */
    public enum Origin {
        /** Shipped with this server. */
        SHIPPED,
        /** Shipped, and replaced by the operator. */
        REPLACED,
        /** From {@code HOME/deploy}, however it got there. */
        DEPLOYED,
        /** Installed past the store, for example by the shell. */
        OTHER
    }
}
