/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** What the coded formats say about themselves: NAL units, parameter sets, audio configuration, stamps in SEI. */
@NullMarked
package io.sluice.lib.codec;

import org.jspecify.annotations.NullMarked;
