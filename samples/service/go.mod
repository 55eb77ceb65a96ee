// SPDX-License-Identifier: Apache-2.0

module profloom.example/shop

go 1.19
