/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Where work is done: the lane that owns all state, and the threads for everything that may take time. */
@NullMarked
package io.sluice.core.lane;

import org.jspecify.annotations.NullMarked;
