/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.Codec;

/** Where depacketizers put what they make, and what they could not make. */
interface Output {
    /** A whole unit; the array is given away. */
    void unit(byte[] payload, long pts, boolean key);

    /** One more unit that cannot be delivered. */
    void dropped();

    void codec(Codec changed);
}
