/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Programs that always start, always stop, and are never waited for without a deadline. */
@NullMarked
package io.sluice.lib.process;

import org.jspecify.annotations.NullMarked;
