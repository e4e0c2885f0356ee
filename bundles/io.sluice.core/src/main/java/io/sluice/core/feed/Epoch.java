/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a log in which what is known of the coding does not change.
 *
 * @param number from 1
 * @param preamble what a reader must have before the first unit, direct and read-only; null: nothing
 */
record Epoch(int number, @Nullable ByteBuffer preamble) {}
