/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** What every fuzz target holds its cases to. */
@NullMarked
package io.sluice.testkit.fuzz;

import org.jspecify.annotations.NullMarked;
