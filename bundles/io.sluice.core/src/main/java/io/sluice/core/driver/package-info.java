/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The drivers that are there, by scheme. */
@NullMarked
package io.sluice.core.driver;

import org.jspecify.annotations.NullMarked;
