/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/** Takes the framed bytes of one unit. Valid only during the call it was given to. */
@ProviderType
public interface UnitWriter {
    /** Big-endian, with room for at least the bound that was named; write from its position on. */
    ByteBuffer buffer();
}
