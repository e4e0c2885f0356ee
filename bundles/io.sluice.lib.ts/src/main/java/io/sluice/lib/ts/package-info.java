/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Reads MPEG transport streams (ISO/IEC 13818-1). */
@NullMarked
package io.sluice.lib.ts;

import org.jspecify.annotations.NullMarked;
