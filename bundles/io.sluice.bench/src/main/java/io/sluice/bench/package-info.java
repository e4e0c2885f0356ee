/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Measures the built distribution from outside, beside programs that do the least that is possible. */
@NullMarked
package io.sluice.bench;

import org.jspecify.annotations.NullMarked;
