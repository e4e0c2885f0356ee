/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import io.sluice.api.auth.Identity;

/**
 * Who asks for a picture.
 *
 * @param remote address and port
 * @param identity as which they were accepted
 */
record Asker(String remote, Identity identity) {
    /** Empty when nobody is logged in. */
    String user() {
        return identity.name();
    }
}
