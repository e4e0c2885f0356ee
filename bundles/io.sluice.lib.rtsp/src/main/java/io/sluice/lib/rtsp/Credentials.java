/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

/** A user and a password; never shown. */
public record Credentials(String user, String password) {
    @Override
    public String toString() {
        return user + ":***";
    }
}
