/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Reads {@code sluice.yaml}, checks all of it, and keeps Configuration Admin equal to it. */
@NullMarked
package io.sluice.config;

import org.jspecify.annotations.NullMarked;
