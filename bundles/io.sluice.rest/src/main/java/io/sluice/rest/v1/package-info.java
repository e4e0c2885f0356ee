/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The resources of {@code /api/v1}. */
@NullMarked
package io.sluice.rest.v1;

import org.jspecify.annotations.NullMarked;
