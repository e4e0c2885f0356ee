/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** A line between two programs that tests can cut and narrow, where the machine has no network of its own for it. */
@NullMarked
package io.sluice.testkit.line;

import org.jspecify.annotations.NullMarked;
